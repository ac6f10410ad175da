/** Goes on top of every generated page. */
export const generatedNotice =
  '<!-- Generated from the code by docs/generator/generate.ts. Change the code, then run: npm run docs -->\n';

/** A table with a header row. Cells are one line of Markdown each. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |\n`;
  return line(header) + line(header.map(() => '---')) + rows.map(line).join('');
}

/** Text in the type of code, or nothing when there is no text. */
export function code(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `\`${text}\``;
}

/** `items` by what `keyOf` says of each, in order of first appearance. */
export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): [key: string, items: Item[]][] {
  return [...Map.groupBy(items, keyOf)];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
