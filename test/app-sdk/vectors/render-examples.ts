const EXAMPLE = /(<!-- vector: (\S+) (\w+) -->\n)[\s\S]*?(<!-- \/vector -->)/g;

/** Fills every `<!-- vector: path language --> ... <!-- /vector -->` of a document with that vector's value. */
export function renderExamples(markdown: string, vectors: unknown): string {
  return markdown.replace(EXAMPLE, (_all, open: string, path: string, language: string, close: string) => {
    const value = path.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown>)?.[name], vectors);
    if (value === undefined) throw new Error(`no vector "${path}"`);
    const text = typeof value === 'string' ? value.trim() : JSON.stringify(value, null, 2);
    return `${open}\`\`\`${language}\n${text}\n\`\`\`\n${close}`;
  });
}
