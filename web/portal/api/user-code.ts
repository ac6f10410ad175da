import { request } from './request.ts';

const path = '/self-service/v1/credentials/user-code';

/** Whether the person has a code that clients without a page ask for. The code itself is not shown. */
export async function readUserCode(signal: AbortSignal): Promise<boolean> {
  const { set } = await request<{ set: boolean }>('GET', path, { signal });
  return set;
}

export function setUserCode(code: string): Promise<void> {
  return request('PUT', path, { body: { user_code: code } });
}

export function removeUserCode(): Promise<void> {
  return request('DELETE', path);
}
