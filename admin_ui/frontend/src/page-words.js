// Chinese for the few words that Streamlit itself says. Pure, so that node can test it.

const EXACT = {
  'Sidebar': '侧栏',
  'Collapse sidebar': '收起侧栏',
  'Expand sidebar': '展开侧栏',
  'App pages': '页面',
  'Open': '打开',
  'Choose an option': '请选择',
  'No results': '没有匹配的选项',
  'No options to select': '没有可选项',
  'Clear': '清除',
  'Clear all': '全部清除',
  'Clear value': '清除',
  'Clear selection': '清除所选',
  'Choose date and time': '选择日期和时间',
  'Choose date': '选择日期',
  'Previous month': '上个月',
  'Next month': '下个月',
  'Time': '时间',
  'yyyy': '年',
  'mm': '月',
  'dd': '日',
  'Increment': '增加',
  'Decrement': '减少',
  'Clear date and time': '清除日期和时间',
  'Clear date': '清除日期',
  'file upload': '上传文件',
  'Increment value': '增加',
  'Decrement value': '减少',
  'Close': '关闭',
  'Copy': '复制',
  'Fullscreen': '全屏',
  'Close fullscreen': '退出全屏',
  'Copied!': '已复制',
  'Copy Vega-Lite spec': '复制图表定义',
  'Download as CSV': '下载 CSV',
  'Download as PNG': '下载图片',
  'Download as SVG': '下载矢量图',
  'Search': '查找',
  'Show/hide columns': '选择列',
  'Link to heading': '本节链接',
  'Show data': '查看数据',
  'Delete file': '移除文件',
  'Upload': '上传',
  'Running...': '正在处理……',
  'Stop': '停止',
  'Connecting': '正在连接',
  'Connection error': '连接中断',
  'Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:': '请稍候，系统会自动重新连接。',
};
const PARTS = { year: '年', month: '月', day: '日', hour: '时', minute: '分', second: '秒' };
const PATTERNS = [
  [/^Help for (.*)$/s, (found) => `${found[1]}的说明`],
  [/^(year|month|day|hour|minute|second), (.*)$/s, (found) => `${PARTS[found[1]]} ${found[2]}`],
  [/^Choose date and time, (.*)$/s, (found) => `选择日期和时间，${found[1]}`],
  [/^Choose date, (.*)$/s, (found) => `选择日期，${found[1]}`],
  [/^([A-Z][A-Za-z/ -]+): (.+)$/s, (found) => (Object.hasOwn(EXACT, found[1]) ? `${EXACT[found[1]]}：${found[2]}` : null)],
];

/** The Chinese for a text of Streamlit, or null where it is none of them. */
export function chineseOf(text) {
  const trimmed = text.trim();
  if (Object.hasOwn(EXACT, trimmed)) {
    return EXACT[trimmed];
  }
  for (const [pattern, say] of PATTERNS) {
    const found = trimmed.match(pattern);
    if (found) {
      return say(found);
    }
  }
  return null;
}
