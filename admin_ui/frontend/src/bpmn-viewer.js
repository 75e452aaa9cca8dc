// The read-only diagram of a case: bpmn-js in Chinese with the case's position drawn on it.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './viewer.css';
import { chineseModule, untranslatedTemplates } from './chinese.js';
import { marksOf, positionsOf, startOfView } from './position.js';

const READABLE = 0.75; // below this scale the labels of a task cannot be read
const views = new WeakMap();

/** Show `data` ({doc_id, version, xml, elements, words, height}) inside the component's element; called again on each rerun. */
export function mount(component) {
  const { data, parentElement } = component;
  const view = views.get(parentElement) ?? createView(parentElement, data);
  views.set(parentElement, view);
  view.trigger = component.setTriggerValue;
  view.ready = view.ready.then(() => update(view, data));
  window.jiuzhuUntranslated = untranslatedTemplates; // read by the browser test
}

function createView(parentElement, data) {
  const host = document.createElement('div');
  host.className = 'jz-diagram';
  host.style.height = `${data.height}px`;
  host.setAttribute('role', 'region');
  const canvas = document.createElement('div');
  canvas.className = 'jz-diagram-canvas';
  host.append(canvas);
  parentElement.append(host);
  // The page binds single letters (r, c) on the document: what is typed here stays here.
  host.addEventListener('keydown', (event) => event.stopPropagation());
  const viewer = new NavigatedViewer({ container: canvas, additionalModules: [chineseModule], zoomScroll: { enabled: false } });
  const view = { host, viewer, shown: null, marked: [], ready: Promise.resolve(), trigger: () => {} };
  host.append(toolbar(view, data.words));
  bindKeys(view);
  bindWheel(view);
  viewer.get('eventBus').on('element.click', ({ element }) => sendClick(view, element));
  return view;
}

/** Three real buttons, so that zooming needs neither a wheel nor a mouse. */
function toolbar(view, words) {
  const tools = document.createElement('div');
  tools.className = 'jz-diagram-tools';
  const actions = [
    ['＋', words.zoom_in, () => step(view, 1)],
    ['－', words.zoom_out, () => step(view, -1)],
    [words.fit, words.fit, () => fit(view)],
    [words.locate, words.locate, () => locate(view)],
  ];
  for (const [text, label, action] of actions) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = text;
    button.setAttribute('aria-label', label);
    button.title = label;
    button.addEventListener('click', action);
    tools.append(button);
  }
  return tools;
}

function bindKeys(view) {
  const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  view.host.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLButtonElement) {
      return;
    }
    if (event.key in moves) {
      const [dx, dy] = moves[event.key];
      view.viewer.get('canvas').scroll({ dx, dy });
      event.preventDefault();
    } else if (event.key === '+' || event.key === '=') {
      step(view, 1);
    } else if (event.key === '-') {
      step(view, -1);
    } else if (event.key === '0') {
      fit(view);
    }
  });
}

/** The wheel scrolls the page; with Ctrl it zooms the diagram. */
function bindWheel(view) {
  view.host.addEventListener('wheel', (event) => {
    if (event.ctrlKey) {
      event.preventDefault();
      step(view, event.deltaY < 0 ? 1 : -1);
    }
  }, { passive: false });
}

const step = (view, direction) => view.viewer.get('zoomScroll').stepZoom(direction);
const fit = (view) => view.viewer.get('canvas').zoom('fit-viewport', 'auto');

/** Bring the first place where the case waits into the middle, at a scale that can be read. */
function locate(view) {
  const canvas = view.viewer.get('canvas');
  const element = view.positions.map((id) => view.viewer.get('elementRegistry').get(id)).find(Boolean);
  if (!element) {
    fit(view);
    return;
  }
  canvas.zoom(Math.max(canvas.zoom(), READABLE));
  const box = canvas.viewbox();
  const x = startOfView(element.x + element.width / 2, box.width, box.inner.x, box.inner.width);
  const y = startOfView(element.y + element.height / 2, box.height, box.inner.y, box.inner.height);
  canvas.viewbox({ ...box, x, y });
}

async function update(view, data) {
  view.host.setAttribute('aria-label', data.words.region);
  const version = `${data.doc_id}@${data.version}`;
  view.positions = positionsOf(data.elements);
  if (view.shown !== version) {
    try {
      await view.viewer.importXML(data.xml);
    } catch {
      showFailure(view, data.words.failure);
      return;
    }
    view.shown = version;
    view.marked = [];
    fit(view);
    if (view.viewer.get('canvas').zoom() < READABLE) {
      locate(view);
    }
  }
  drawMarks(view, marksOf(data.elements, data.words));
  view.host.dataset.ready = version;
}

function showFailure(view, text) {
  const failure = document.createElement('p');
  failure.className = 'jz-diagram-failure';
  failure.textContent = text;
  view.host.replaceChildren(failure);
}

function drawMarks(view, marks) {
  const canvas = view.viewer.get('canvas');
  const overlays = view.viewer.get('overlays');
  overlays.remove({ type: 'jz-state' });
  for (const { id, mark } of view.marked) {
    canvas.removeMarker(id, mark);
  }
  view.marked = marks.filter(({ id }) => view.viewer.get('elementRegistry').get(id));
  for (const { id, mark, badges } of view.marked) {
    canvas.addMarker(id, mark);
    badges.forEach((badge, index) => {
      overlays.add(id, 'jz-state', { position: index === 0 ? { top: -10, left: 6 } : { bottom: 10, left: 6 }, html: badgeElement(badge) });
    });
  }
}

function badgeElement({ kind, text }) {
  const badge = document.createElement('div');
  badge.className = `jz-badge jz-badge-${kind}`;
  badge.textContent = text;
  return badge;
}

function sendClick(view, element) {
  if (element.type === 'bpmn:Process' || element.type === 'bpmn:Collaboration' || element.type === 'label') {
    return;
  }
  view.trigger('clicked', { element_id: element.id, name: element.businessObject.name ?? '', click_id: crypto.randomUUID?.() ?? String(Date.now()) });
}
