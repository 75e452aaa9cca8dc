// Chinese words for bpmn.io: the maintained list first, the community list for what it lacks.
import listed from 'bpmn-js-i18n/translations/zn.js';
import community from 'bpmn-js-i18n-zh/lib/bpmn-js/index.js';

const words = { ...community, ...listed };
const untranslated = new Set();

/** The Chinese text of an English template of bpmn.io; what has none is collected for the browser test. */
function translate(template, replacements = {}) {
  if (!(template in words)) {
    untranslated.add(template);
  }
  return (words[template] ?? template).replace(/{([^}]+)}/g, (_, name) => replacements[name] ?? `{${name}}`);
}

export const chineseModule = { translate: ['value', translate] };

/** English templates that were asked for and have no Chinese text. */
export function untranslatedTemplates() {
  return [...untranslated];
}
