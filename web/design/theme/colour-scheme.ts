/** Whether the pages are light or dark: as the system says, unless a person chose. */
export const colourSchemes = ['system', 'light', 'dark'] as const;

export type ColourScheme = (typeof colourSchemes)[number];

const chosenName = 'countersign.colours';
const system = '(prefers-color-scheme: dark)';
const conditions: Record<ColourScheme, string> = { system, light: 'not all', dark: 'all' };

/** What was chosen in this browser. */
export function readColourScheme(): ColourScheme {
  try {
    return colourSchemes.find((scheme) => scheme === localStorage.getItem(chosenName)) ?? 'system';
  } catch {
    return 'system';
  }
}

/** A person chose. */
export function chooseColourScheme(scheme: ColourScheme): void {
  try {
    localStorage.setItem(chosenName, scheme);
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
  showColourScheme(scheme);
}

let shown: ColourScheme = 'system';

/** The dark colours stand once, under the condition that the system is dark (tokens.css): the choice replaces the condition. */
export function showColourScheme(scheme: ColourScheme): void {
  const now = conditions[shown];
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSMediaRule && rule.media.mediaText === now && isPalette(rule))
        rule.media.mediaText = conditions[scheme];
    }
  }
  shown = scheme;
  document.documentElement.style.colorScheme = scheme === 'system' ? '' : scheme;
}

function isPalette({ cssRules: [first] }: CSSMediaRule): boolean {
  return (
    first instanceof CSSStyleRule &&
    first.selectorText === ':root' &&
    first.style.getPropertyValue('--cs-ground') !== ''
  );
}
