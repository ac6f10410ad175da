import { html } from '../inbox/html.ts';

/** Neither scripts nor styles. There is no `form-action`: the answer to the form leads to another site. */
export const signInPolicy = "default-src 'none'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

/** Where a person signs in at a provider of the sandbox, as whom they like. @param hidden fields that the form sends back. */
export function signInPage(title: string, hidden: Readonly<Record<string, string>> = {}): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Sign in to ${title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        <meta name="color-scheme" content="light dark" />
      </head>
      <body>
        <main>
          <h1>Sandbox: ${title}</h1>
          <p>This stands in for ${title}. There is no password: sign in as whom you like.</p>
          <form method="post">
            ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
            <p>
              <label>Account <input name="account" value="1001" required /></label>
            </p>
            <p>
              <label>E-mail address <input name="email" type="email" value="robin@example.com" /></label>
            </p>
            <p>
              <label>Name <input name="name" value="Robin Jansen" /></label>
            </p>
            <p>
              <label><input type="checkbox" name="email_verified" value="yes" checked /> The address is verified</label>
            </p>
            <p>
              <button name="action" value="sign-in">Sign in</button>
              <button name="action" value="cancel" formnovalidate>Cancel</button>
            </p>
          </form>
        </main>
      </body>
    </html>`.text;
}
