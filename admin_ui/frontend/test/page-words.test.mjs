import assert from 'node:assert/strict';
import test from 'node:test';
import { chineseOf } from '../src/page-words.js';

test('words of Streamlit have Chinese words', () => {
  assert.equal(chineseOf('Choose an option'), '请选择');
  assert.equal(chineseOf(' Help for 理由 '), '理由的说明');
  assert.equal(chineseOf('year, 首次联系时间'), '年 首次联系时间');
  assert.equal(chineseOf('Download as PNG: 各组时限'), '下载图片：各组时限');
});

test('other words are left alone, also those that every object knows', () => {
  for (const text of ['王经办', 'constructor', 'Helpful', 'Note: 注', '']) {
    assert.equal(chineseOf(text), null);
  }
});
