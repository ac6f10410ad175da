import { parseTemplate } from './parse-template.ts';
import type { Slot, Template } from './parse-template.ts';
import type { ContextValues } from '../../configuration/message-templates/placeholders.ts';

/** Spaces, punctuation and symbols separate; letters, digits and pictures say something. */
const separator = /^(?:(?!\p{Extended_Pictographic})[\s\p{P}\p{S}])*/u;

/**
 * Fills a template. Whatever has no value goes with what was written for it: its label (`Device: `), the separators around
 * it, brackets or quotes that would be empty. Values are data: what looks like a placeholder in them stays as it is.
 * @returns an empty text when nothing has a value.
 */
export function renderTemplate(template: string, values: ContextValues): string {
  return render(parseTemplate(template), values).trimEnd();
}

function render({ texts, slots }: Template, values: ContextValues): string {
  const contents = slots.map((slot) => contentOf(slot, values));
  if (contents.every((content) => content === '')) return '';
  const line = new Line();
  contents.forEach((content, index) => {
    line.write(texts[index] as string, index === 0);
    if (content !== '') line.show(content);
  });
  return line.end(texts.at(-1) as string);
}

function contentOf(slot: Slot, values: ContextValues): string {
  if (slot.kind === 'value') return values[slot.name] ?? '';
  const inside = render(slot.template, values);
  return inside === '' ? '' : slot.open + inside + slot.close;
}

/** The rendered text so far. When a part in between is left out, the separator before its label stays. */
class Line {
  #shown = '';
  /** Separator before the next rendered part; undefined = nothing was written yet. */
  #gap: string | undefined;
  /** Whether the separator was before a label, which takes precedence over one between values of a label. */
  #gapOfLabel = false;
  /** Words that wait for a value of their own. */
  #label = '';
  /** Whether one of the values that share the last label is shown. */
  #labelled = false;

  /** Handles the text before a value. */
  write(text: string, isFirst: boolean): void {
    const { always, gap, words } = readText(text);
    if (always) this.#append(always.gap, isFirst ? always.gap + always.words : always.words);
    // A separator after words that stand in any case is the one after the last thing shown.
    const separation = (always?.after ?? '') + gap;
    if (words === '' && !always && !isFirst) {
      this.#gap ??= separation;
      return;
    }
    this.#label = isFirst ? separation + words : words;
    this.#labelled = false;
    if (isFirst || this.#gapOfLabel) return;
    this.#gap = separation;
    this.#gapOfLabel = true;
  }

  show(content: string): void {
    this.#append('', this.#label + content);
    this.#label = '';
    this.#labelled = true;
  }

  /** @param text what is written after the last value. */
  end(text: string): string {
    const gap = separator.exec(text)?.[0] ?? '';
    const words = text.slice(gap.length);
    if (words !== '') this.#append(gap, words);
    else if (this.#labelled) this.#shown += text;
    return this.#shown;
  }

  #append(gap: string, content: string): void {
    this.#gap ??= gap;
    this.#shown += this.#shown === '' ? content : this.#gap + content;
    this.#gap = undefined;
    this.#gapOfLabel = false;
  }
}

interface ReadText {
  /** Whole sentences and lines before the label, which are always rendered. */
  always?: { gap: string; words: string; after: string };
  gap: string;
  words: string;
}

function readText(text: string): ReadText {
  const [, before = '', rest = text] = /^(.*(?:\n|[.!?]\s+(?=.*[\p{L}\p{N}])))(.*)$/su.exec(text) ?? [];
  const always = separate(before);
  if (always.words === '') return separate(text);
  const words = always.words.trimEnd();
  return { always: { gap: always.gap, words, after: always.words.slice(words.length) }, ...separate(rest) };
}

function separate(text: string): { gap: string; words: string } {
  const gap = separator.exec(text)?.[0] ?? '';
  return { gap, words: text.slice(gap.length) };
}
