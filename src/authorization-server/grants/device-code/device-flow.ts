import type { Middleware } from 'koa';
import type { ErrorOut, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { escapeHtml, renderPage } from '../../interactions/error-page.ts';
import { anonymousSession } from '../../tokens/lifetimes.ts';

/** Where a person types the code, below the path of the authorization server. */
const page = '/device';
const wrongCode = 'This code is wrong or has expired. Check it, or start again on the device.';

/**
 * Texts for the errors of the provider, by name. The provider knows more: whether a code has expired or was used would only help to
 * guess codes.
 */
const problems: Readonly<Record<string, string>> = {
  NoCodeError: 'Type the code that the device shows.',
  NotFoundError: wrongCode,
  ExpiredError: wrongCode,
  AlreadyUsedError: wrongCode,
  AbortedError: 'The device was not signed in. You can close this page.',
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
      renderPage(ctx, 'Your device is signed in', '<p>You can close this page and go on at the device.</p>');
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
  const problem = error && `<p role="alert">${escapeHtml(problemOf(ctx, error))}</p>`;
  const isOver = error?.name === 'AbortedError';
  renderPage(ctx, 'Sign in on a device', `${problem ?? ''}${isOver ? '' : inputForm(ctx, text)}`);
}

function problemOf(ctx: KoaContextWithOIDC, error: Error): string {
  if (ctx.status === 429) return 'There were too many wrong codes. Wait ten minutes, and start again on the device.';
  return problems[error.name] ?? 'The device could not be signed in. Start again on the device.';
}

function inputForm(ctx: KoaContextWithOIDC, text: string): string {
  return `${formStart(ctx)}
<p><label for="user_code">Code that the device shows</label><br>
<input id="user_code" name="user_code" value="${escapeHtml(text)}" maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" required></p>
<p><button type="submit">Continue</button></p>
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
  renderPage(
    ctx,
    `Sign in to ${client.clientName ?? client.clientId} on a device?`,
    `<p>The device has to show this code:</p>
<p><strong>${code}</strong></p>
<p>Continue only if you have started this yourself, on a device that you can see. Do not continue if another person sent you the code or this address.</p>
${formStart(ctx)}
<input type="hidden" name="user_code" value="${code}">
<p><button type="submit" name="confirm" value="yes">Continue</button></p>
<p><button type="submit" name="abort" value="yes">Cancel</button></p>
</form>`,
  );
}

function formStart({ oidc }: KoaContextWithOIDC): string {
  const { secret } = (oidc.session as unknown as { state: { secret: string } }).state;
  return `<form method="post" action="${escapeHtml(oidc.urlFor('code_verification'))}">
<input type="hidden" name="xsrf" value="${escapeHtml(secret)}">`;
}
