import type { Middleware } from 'koa';
import type { ErrorOut, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { escapeHtml, renderPage, textsFor } from '../../pages/page.ts';
import type { PageTexts } from '../../pages/page-texts.ts';
import { anonymousSession } from '../../tokens/lifetimes.ts';

/** Where a person types the code, below the path of the authorization server. */
const page = '/device';

/**
 * Texts for the errors of the provider, by name. The provider knows more: whether a code has expired or was used would only help to
 * guess codes.
 */
const problems: Readonly<Record<string, keyof PageTexts>> = {
  NoCodeError: 'deviceNoCode',
  NotFoundError: 'deviceWrongCode',
  ExpiredError: 'deviceWrongCode',
  AlreadyUsedError: 'deviceWrongCode',
  AbortedError: 'deviceAborted',
};

/** The device authorization grant (RFC 8628), with the pages on which a person types and confirms the code of a device. */
export function deviceFlow() {
  return {
    enabled: true,
    // 34 bits, without letters that form words or look alike (RFC 8628 section 6.1).
    charset: 'base-20',
    mask: '****-****',
    // Nothing of the device is shown, so nothing of it is kept.
    deviceInfo: () => ({}),
    userCodeInputSource: renderInput,
    userCodeConfirmSource: renderConfirmation,
    async successSource(ctx: KoaContextWithOIDC): Promise<void> {
      const { deviceDoneTitle, deviceDoneText } = textsFor(ctx);
      renderPage(ctx, deviceDoneTitle, `<p class="quiet">${deviceDoneText}</p>`);
    },
  } as const;
}

/**
 * Keeps the code of an address that a device shows as a QR code (`verification_uri_complete`) for the page: the provider would send it on
 * by a script, and the person would not see it.
 */
export const keepUserCode: Middleware = async (ctx, next) => {
  const code = ctx.path === page && ctx.method === 'GET' ? ctx.query['user_code'] : undefined;
  if (code !== undefined) {
    ctx.state['userCode'] = [code].flat()[0];
    ctx.query = {};
  }
  return next();
};

/**
 * Lets a page of an error have a session: the provider gives one to a browser that came without, after the point where it stores new
 * sessions, and then fails to store it.
 */
export function storeSessionsOfErrors(provider: Provider): void {
  const { prototype } = provider.Session;
  const { persist } = prototype;
  prototype.persist = async function persistNewToo() {
    return this.exp === undefined ? this.save(anonymousSession) : persist.call(this);
  };
}

async function renderInput(ctx: KoaContextWithOIDC, _form: string, _out?: ErrorOut, error?: Error): Promise<void> {
  const { userCode } = (error as { userCode?: string } | undefined) ?? {};
  const text = userCode ?? (ctx.state['userCode'] as string | undefined) ?? '';
  const texts = textsFor(ctx);
  const isOver = error?.name === 'AbortedError';
  const problem = error && `<p role="alert" class="notice problem">${problemOf(ctx, error)}</p>`;
  const explained = isOver ? '' : `<p class="quiet">${texts.deviceText}</p>`;
  renderPage(ctx, texts.deviceTitle, `${explained}${problem ?? ''}${isOver ? '' : inputForm(ctx, text)}`);
}

function problemOf(ctx: KoaContextWithOIDC, error: Error): string {
  const texts = textsFor(ctx);
  if (ctx.status === 429) return texts.deviceTooMany;
  const problem = problems[error.name];
  return problem ? String(texts[problem]) : texts.deviceFailed;
}

function inputForm(ctx: KoaContextWithOIDC, text: string): string {
  const { deviceCode, next } = textsFor(ctx);
  return `${formStart(ctx)}
<p class="field"><label for="user_code">${deviceCode}</label>
<input id="user_code" type="text" name="user_code" value="${escapeHtml(text)}" maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX" required autofocus></p>
<button type="submit">${next}</button>
</form>`;
}

/** Names the client and the code (RFC 8628 section 5.4): another person may have sent the address. */
async function renderConfirmation(
  ctx: KoaContextWithOIDC,
  _form: string,
  client: { clientId: string; clientName?: string | undefined },
  _deviceInfo: unknown,
  userCode: string,
): Promise<void> {
  const code = escapeHtml(userCode);
  const texts = textsFor(ctx);
  renderPage(
    ctx,
    texts.confirmTitle(client.clientName ?? client.clientId),
    `<p>${texts.confirmCode}</p>
<p class="code"><strong>${code}</strong></p>
<p class="notice warning">${texts.confirmWarning}</p>
${formStart(ctx)}
<input type="hidden" name="user_code" value="${code}">
<div class="choices">
<button type="submit" name="confirm" value="yes">${texts.next}</button>
<button type="submit" name="abort" value="yes" class="secondary">${texts.cancel}</button>
</div>
</form>`,
  );
}

function formStart({ oidc }: KoaContextWithOIDC): string {
  const { secret } = (oidc.session as unknown as { state: { secret: string } }).state;
  return `<form method="post" action="${escapeHtml(oidc.urlFor('code_verification'))}">
<input type="hidden" name="xsrf" value="${escapeHtml(secret)}">`;
}
