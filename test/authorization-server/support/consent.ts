import type { ConsentQuestion } from '../../../src/authorization-server/interactions/consents.ts';
import type { OauthClient } from '../../../src/entities/tokens/oauth-client.ts';
import type { AuthorizationServerUnderTest } from './authorization-server-under-test.ts';
import { addPerson, addSite, exchange, finish, interactionOf, requestSignIn, signInOf } from './sign-in.ts';
import type { Site } from './sign-in.ts';
import { TestBrowser } from './test-browser.ts';

export type Line = ConsentQuestion['lines'][number];
export type Claim = ConsentQuestion['claims'][number];

/** People who are asked by sites of others, and answer. */
export function createConsentSupport(server: () => AuthorizationServerUnderTest) {
  /** A site of others, which asks. */
  const addStranger = (settings: Partial<OauthClient> = {}) => addSite(server(), { firstParty: false, ...settings });

  const consentEvents = async (person: string) => {
    const rows = await server()
      .deps.em()
      .execute<{ name: string }[]>("select name from event where user_id = ? and name like 'CONSENT%' order by id", [
        person,
      ]);
    return rows.map(({ name }) => name);
  };

  /** A person who has proven who they are, and is asked for consent. */
  async function asked(
    site: Site,
    parameters: Record<string, string>,
    known?: { person: string; browser: TestBrowser },
  ) {
    const { person, browser } = known ?? { person: await addPerson(server()), browser: new TestBrowser() };
    const request = await requestSignIn(site, parameters);
    let { location } = await browser.follow(request.url);
    if (new URL(location!).pathname === '/sign-in') {
      const { body } = await finish(server(), browser, {
        interaction: interactionOf(location),
        proven: signInOf(person),
      });
      ({ location } = await browser.follow(body.redirect_to!));
    }
    const page = new URL(location!);
    return { person, browser, request, page, session: page.searchParams.get('session_id') ?? '' };
  }

  const consent = async (browser: TestBrowser, call: string, parameters: Record<string, string>) => {
    const { status, text } = await browser.visit(
      `${server().url}/authentication/consent-${call}?${new URLSearchParams(parameters)}`,
    );
    return { status, body: JSON.parse(text) };
  };
  const answer = (browser: TestBrowser, session: string, given: object) =>
    consent(browser, 'give', { session, answer: JSON.stringify({ remember: false, language: 'en', ...given }) });

  /** A person who answers what they are asked, and the tokens that the site gets. */
  async function allow(
    site: Site,
    parameters: Record<string, string>,
    given: object,
    known?: Parameters<typeof asked>[2],
  ) {
    const at = await asked(site, parameters, known);
    const { body } = await answer(at.browser, at.session, given);
    const { location } = await at.browser.follow(body.redirect_to);
    return { ...at, tokens: await exchange(site, new URL(location!), at.request) };
  }
  return { addStranger, consentEvents, asked, consent, answer, allow };
}
