// Where a case stands in a diagram: which mark and which words each element gets. Pure, so that node can test it.

const MARKS = { current: 'jz-current', done: 'jz-done', overdue: 'jz-overdue', cancelled: 'jz-cancelled' };
const SHAPES = { current: '●', done: '✓', overdue: '!', cancelled: '×' };

/** The state marks of the elements of one diagram: [{ id, mark, badges: [{ kind, text }] }], unknown states left out. */
export function marksOf(elements, words) {
  return Object.entries(elements)
    .filter(([, element]) => element.state in MARKS)
    .map(([id, element]) => ({ id, mark: MARKS[element.state], badges: badgesOf(element, words) }));
}

/** Small labels of one element: a shape and a word for its state (never colour alone), and how often it was visited. */
function badgesOf(element, words) {
  const badges = [];
  const tokens = element.tokens > 1 ? ` ×${element.tokens}` : '';
  if (element.state === 'done') {
    badges.push({ kind: 'done', text: SHAPES.done });
  } else {
    badges.push({ kind: element.state, text: `${SHAPES[element.state]} ${words[element.state]}${tokens}` });
  }
  if (element.visits > 1) {
    badges.push({ kind: 'visits', text: words.visits.replace('{count}', element.visits) });
  }
  return badges;
}

/** Ids of the elements where the case waits now, those past their limit first. */
export function positionsOf(elements) {
  const waiting = (state) => Object.keys(elements).filter((id) => elements[id].state === state);
  return [...waiting('overdue'), ...waiting('current')];
}

const MARGIN = 40;

/** Where a view of `size` begins so that `middle` is as near its middle as the drawing (`start`, `length`) allows. */
export function startOfView(middle, size, start, length) {
  if (length + 2 * MARGIN <= size) {
    return start + length / 2 - size / 2;
  }
  return Math.min(Math.max(middle - size / 2, start - MARGIN), start + length + MARGIN - size);
}
