import assert from 'node:assert/strict';
import test from 'node:test';
import { marksOf, positionsOf, startOfView } from '../src/position.js';

const words = { current: '办理中', overdue: '超时限', cancelled: '已取消', visits: '{count} 次' };

test('a state is shown by a word or a shape, never by colour alone', () => {
  const marks = marksOf({ a: { state: 'current', visits: 1 }, b: { state: 'done', visits: 1 }, c: { state: 'overdue', visits: 1 } }, words);

  assert.deepEqual(marks.map((mark) => mark.badges[0].text), ['● 办理中', '✓', '! 超时限']);
});

test('several tokens and several visits are counted', () => {
  const [mark] = marksOf({ a: { state: 'current', visits: 3, tokens: 2 } }, words);

  assert.deepEqual(mark.badges.map((badge) => badge.text), ['● 办理中 ×2', '3 次']);
});

test('an unknown state draws nothing', () => {
  assert.deepEqual(marksOf({ a: { state: 'strange', visits: 1 } }, words), []);
});

test('a position past its limit comes before the others', () => {
  assert.deepEqual(positionsOf({ a: { state: 'current' }, b: { state: 'overdue' }, c: { state: 'done' } }), ['b', 'a']);
});

test('a view is centred on the position, but shows no emptiness beyond the drawing', () => {
  assert.equal(startOfView(500, 200, 0, 1000), 400);
  assert.equal(startOfView(20, 200, 0, 1000), -40);
  assert.equal(startOfView(990, 200, 0, 1000), 840);
  assert.equal(startOfView(20, 200, 0, 100), -50);
});
