import { CountersignError } from '../errors.ts';

/** The maximum size of an answer of this protocol, in bytes. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** Reads the text of an answer, and refuses it as soon as it exceeds the limit. */
export async function readBounded(response: Response, maxBytes = MAX_ANSWER_BYTES): Promise<string> {
  try {
    if (!response.body) return bounded(await response.text(), maxBytes);
    return await readStream(response.body, maxBytes);
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    throw new CountersignError('network', { detail: 'the connection ended within an answer', cause });
  }
}

async function readStream(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Platforms without body streams (React Native) have read the whole body; its length in UTF-16 units is close enough. */
function bounded(text: string, maxBytes: number): string {
  if (text.length > maxBytes) throw tooLarge();
  return text;
}

function tooLarge(): CountersignError {
  return new CountersignError('unexpected_answer', { detail: 'the answer is too large' });
}
