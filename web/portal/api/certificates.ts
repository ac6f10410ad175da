import { request } from './request.ts';

/** Uploads a certificate, without its private key. */
export function addCertificate(file: File): Promise<unknown> {
  const form = new FormData();
  form.append('file', file);
  return request('POST', '/self-service/v1/certificates', { body: form });
}
