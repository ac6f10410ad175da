/** Markup whose values are escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | readonly Html[] | string | number | undefined;

/** Markup with values: text and numbers are escaped, markup is inserted unchanged, `undefined` is empty. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(parts.reduce((text, part, index) => text + textOf(values[index - 1]) + part));
}

function textOf(value: Value): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return (value as readonly Html[]).map(({ text }) => text).join('');
  return escape(String(value ?? ''));
}

/** Escapes text for element content and quoted attribute values. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text whose URLs are links, as mail and message programs show them. */
export function withLinks(text: string): Html {
  const pieces = text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/);
  return new Html(
    pieces
      .map((piece, index) =>
        index % 2 === 0
          ? escape(piece)
          : `<a href="${escape(piece)}" target="_blank" rel="noreferrer">${escape(piece)}</a>`,
      )
      .join(''),
  );
}
