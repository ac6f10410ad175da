import { simpleParser } from 'mailparser';
import type { AddressObject, ParsedMail } from 'mailparser';
import type { Mail } from '../state/mails.ts';

/** Parses the source of a mail as a mail program does: attached pictures are embedded into its HTML. */
export async function readMail(
  source: Buffer,
  envelope: { from: string; to: string[]; isEncrypted: boolean },
): Promise<Omit<Mail, 'id' | 'received_at' | 'size'>> {
  const parsed = await simpleParser(source, { skipTextToHtml: true, skipTextLinks: true, maxHtmlLengthToParse: 1e6 });
  return {
    to: envelope.to,
    envelope_from: envelope.from,
    encrypted: envelope.isEncrypted,
    from: textOf(parsed.from),
    subject: parsed.subject ?? '',
    message_id: parsed.messageId ?? null,
    headers: headersOf(parsed),
    text: parsed.text ?? null,
    html: parsed.html || null,
    attachments: parsed.attachments.map(({ filename, contentType, size }) => ({
      name: filename ?? 'without a name',
      content_type: contentType,
      size,
    })),
  };
}

function textOf(addresses: AddressObject | undefined): string {
  return addresses?.text ?? '';
}

/** The unfolded header lines, unchanged, so that tests can see injected ones. */
function headersOf({ headerLines }: ParsedMail): Record<string, string[]> {
  const headers: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const { key, line } of headerLines)
    (headers[key] ??= []).push(
      line
        .slice(line.indexOf(':') + 1)
        .replaceAll(/\r?\n\s+/g, ' ')
        .trim(),
    );
  return headers;
}
