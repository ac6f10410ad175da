import type { z } from 'zod';
import type { ConsentLanguage } from '../../../domain/tokens/consents/consent-texts.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { consentLanguageOf } from '../../http/consent-language.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { presentClient } from '../client.ts';
import { consentAnswer, consentBody, consentQuery, consentQuestion } from './schema.ts';

const path = '/consent';

type ConsentQuestion = Awaited<ReturnType<ApiDeps['authorizationServer']['loadConsent']>>;

/** What a site may know of a person and do for them (contract/portal.md section 4). The right to answer is the browser's own cookie. */
export function consentRoutes({ authorizationServer }: Pick<ApiDeps, 'authorizationServer'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'What a site asks for',
      query: consentQuery,
      responses: { 200: consentQuestion },
      handler: async ({ query, context }) => {
        const question = await authorizationServer.loadConsent(context, query.session_id);
        return { status: 200, body: present(question, consentLanguageOf(context)) };
      },
    }),
    defineRoute({
      method: 'post',
      path,
      summary: 'Allow it, in whole or in part, or deny it',
      body: consentBody,
      responses: { 200: consentAnswer },
      handler: async ({ body: { session_id: uid, denied, ...answer }, context }) => {
        const language = consentLanguageOf(context);
        const redirectTo = denied
          ? await authorizationServer.denyConsent(context, uid, language)
          : await authorizationServer.giveConsent(context, uid, { ...answer, language });
        return { status: 200, body: { redirect_to: redirectTo } };
      },
    }),
  ];
}

function present(question: ConsentQuestion, language: ConsentLanguage): z.input<typeof consentQuestion> {
  const { client, lines, claims } = question;
  return {
    client: presentClient(client.id, client),
    motivation: question.motivation?.[language] ?? null,
    scopes: lines.map(({ name, resource, texts, motivation, required, granted }) => {
      const words = { description: texts[language] ?? name, motivation: motivation?.[language] ?? null };
      return { name, resource, ...words, required, granted };
    }),
    claims: claims.map(({ description, motivation, ...claim }) => {
      return { ...claim, description: description?.[language] ?? null, motivation: motivation?.[language] ?? null };
    }),
    authorization_details: question.details,
    remember_offered: question.rememberOffered,
    text_version: question.textVersion,
  };
}
