import { applicationFields, presentFields } from '../../../domain/configuration/field-names.ts';
import type { Application } from '../../../entities/configuration/application.ts';

/** An application without its private key. */
export function presentApplication(application: Application) {
  const { identifier, serverKeyFingerprint } = application;
  return { identifier, ...presentFields(applicationFields, application), server_key_fingerprint: serverKeyFingerprint };
}
