import { queryOptions } from '@tanstack/react-query';
import { problemOf } from '../../design/feedback/problem.ts';
import { request } from '../api/request.ts';

const configuration = '/oauth/api/v1/configuration';
const templates = `${configuration}/message-templates`;

export const templatePath = (key: string) => `${templates}/${encodeURIComponent(key)}`;
export const localePath = (key: string, locale: string) => `${templatePath(key)}/${encodeURIComponent(locale)}`;

export interface TemplateKey {
  key: string;
  locales: string[];
}

export interface Preview {
  text: string;
  /** The whole mail, of a part of it that is HTML. */
  html: string | null;
  language: 'context' | 'text' | 'html';
  variables: string[];
  segments: { encoding: 'GSM-7' | 'UCS-2'; length: number; segments: number } | null;
}

/** The question on a phone, which decides no codes; all others need more to be changed. */
export const contextKey = 'mobileAuthentication.confirmation.template';

export const templateKeysQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: async ({ signal }) => (await request<{ result: TemplateKey[] }>('GET', templates, { signal })).data.result,
});

/** Languages in which texts can be written. */
export const localesQuery = queryOptions({
  queryKey: ['locales'],
  queryFn: async ({ signal }) => {
    const { data } = await request<{ supported_locales: string[] }>('GET', `${configuration}/general-settings`, {
      signal,
    });
    return data.supported_locales;
  },
});

/** A text in one language; undefined where there is none in it. */
export function templateQuery(key: string, locale: string) {
  return queryOptions({
    queryKey: ['templates', key, locale],
    queryFn: async ({ signal }) => {
      try {
        const { data, tag } = await request<{ template: string; shipped: boolean }>('GET', localePath(key, locale), {
          signal,
        });
        return { ...data, tag };
      } catch (error) {
        if (problemOf(error).status === 404) return { template: '', shipped: true, tag: undefined };
        throw error;
      }
    },
    // A form must not change below the hands of who fills it in.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** What a text says as it is typed, or why it is refused. */
export function previewQuery(
  key: string,
  { template, locale }: { template: string; locale: string },
  isEnabled: boolean,
) {
  return queryOptions({
    queryKey: ['template preview', key, template, locale],
    enabled: isEnabled && template.trim() !== '',
    queryFn: async ({ signal }) =>
      (await request<Preview>('POST', `${templatePath(key)}/preview`, { body: { template, locale }, signal })).data,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
