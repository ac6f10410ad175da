import { Liquid } from 'liquidjs';

/**
 * Characters of a template, and what its rendering may allocate. It has no limit in milliseconds: without loops each part is rendered once,
 * and a process that stood still meanwhile would have its message refused for good.
 */
const limits = { parseLimit: 20_000, memoryLimit: 1_000_000 } as const;
/** Characters of what a template makes. */
const longestOutput = 200_000;

/** What a template may do: show what it is given, choose, and name. No file, no other template, no loop. */
const tags = new Set([
  'if',
  'elsif',
  'else',
  'endif',
  'unless',
  'endunless',
  'case',
  'when',
  'endcase',
  'assign',
  'comment',
  'endcomment',
]);

const strict = {
  // An unknown variable or filter is an error, so that nothing is missing from what is sent without a word.
  strictVariables: true,
  strictFilters: true,
  lenientIf: true,
  // No prototype, and with these names no file.
  ownPropertyOnly: true,
  templates: {},
  ...limits,
} as const;

/** One engine where values are text, one where they are escaped for HTML, whatever the template says. */
const engines = { text: createEngine(), html: createEngine('escape') };

export type TemplateLanguage = keyof typeof engines;

function createEngine(outputEscape?: 'escape'): Liquid {
  const engine = new Liquid({ ...strict, ...(outputEscape && { outputEscape }) });
  for (const name of Object.keys(engine.tags)) if (!tags.has(name)) delete engine.tags[name];
  // The library's own lets a value through unescaped: what is data stays data.
  engine.registerFilter('raw', (value: unknown) => value);
  return engine;
}

/**
 * Checks a template without rendering it.
 * @returns the variables that it uses.
 * @throws Error of the library for a template that is none.
 */
export function variablesOf(template: string, language: TemplateLanguage): string[] {
  return engines[language].globalVariablesSync(engines[language].parse(template));
}

/** @throws Error of the library for a template that fails, makes too much or uses what it is not given. */
export async function renderTemplate(
  template: string,
  language: TemplateLanguage,
  values: Readonly<Record<string, string>>,
): Promise<string> {
  const engine = engines[language];
  const text = String(await engine.render(engine.parse(template), { ...values }));
  if (text.length > longestOutput) throw new Error('a template made too much');
  return text;
}
