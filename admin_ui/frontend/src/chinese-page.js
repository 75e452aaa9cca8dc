// Puts Streamlit's own English words into Chinese, for eyes and for screen readers, as they appear.
import { chineseOf } from './page-words.js';

const ATTRIBUTES = ['aria-label', 'placeholder', 'title', 'alt'];
const LEFT_ALONE = 'script, style, textarea, [data-testid="stMarkdownContainer"], [data-testid="stText"], [data-testid="stTable"], .jz-diagram';
let isWatching = false;

/** From now on the whole page is kept in Chinese; called on every rerun, works once. */
export function mount() {
  if (isWatching) {
    return;
  }
  isWatching = true;
  document.documentElement.lang = 'zh-CN';
  sayAll(document.body);
  new MutationObserver((changes) => changes.forEach(sayChanged)).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
}

function sayChanged(change) {
  if (change.type === 'attributes') {
    sayAttribute(change.target, change.attributeName);
  } else if (change.type === 'characterData') {
    sayText(change.target);
  } else {
    change.addedNodes.forEach(sayAll);
  }
}

function sayAll(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    sayText(node);
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    ATTRIBUTES.forEach((name) => sayAttribute(node, name));
    node.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join()).forEach((element) => {
      ATTRIBUTES.forEach((name) => sayAttribute(element, name));
    });
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      sayText(texts.currentNode);
    }
  }
}

/** What people wrote is left alone: only Streamlit's own parts of the page are touched. */
function sayText(node) {
  if (node.parentElement && !node.parentElement.closest(LEFT_ALONE)) {
    const words = chineseOf(node.data);
    if (words !== null && words !== node.data) {
      node.data = words;
    }
  }
}

function sayAttribute(element, name) {
  const value = element.getAttribute(name);
  const words = value === null ? null : chineseOf(value);
  if (words !== null && words !== value) {
    element.setAttribute(name, words);
  }
}
