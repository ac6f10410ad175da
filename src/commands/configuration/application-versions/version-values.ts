import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { applicationVersionFields } from '../../../domain/configuration/field-names.ts';
import { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import { Application } from '../../../entities/configuration/application.ts';
import { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { invalidField } from '../conflicts.ts';

/** What an operator decides about a version. Application and platform are where it is. */
export type VersionValues = Pick<ApplicationVersion, keyof typeof applicationVersionFields>;

export const versionPlatforms = ['android', 'ios'] as const;
export type VersionPlatform = (typeof versionPlatforms)[number];

/** Which version: as a path of the configuration API names it. */
export interface VersionKey {
  /** Identifier of the application. */
  application: string;
  platform: VersionPlatform;
  versionName: string;
}

/** @throws CountersignError `not_found` */
export async function findApplicationOf(em: EntityManager, identifier: string): Promise<Application> {
  const application = await em.findOne(Application, { identifier });
  if (!application) throw new CountersignError('not_found');
  return application;
}

/**
 * A version, locked when it is about to change.
 * @throws CountersignError `not_found`
 */
export async function findVersion(em: EntityManager, { application, platform, versionName }: VersionKey, options: { lock: boolean }): Promise<{ application: Application; version: ApplicationVersion }> {
  const owner = await findApplicationOf(em, application);
  const version = await em.findOne(ApplicationVersion, { application: owner.id, platform, versionName }, options.lock ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {});
  if (!version) throw new CountersignError('not_found');
  return { application: owner, version };
}

/**
 * A version goes with the push configuration that it names, and with its platform.
 * @throws CountersignError `invalid_request`
 */
export async function checkCombination(em: EntityManager, version: Pick<ApplicationVersion, 'platform'> & Partial<VersionValues>): Promise<void> {
  const names = applicationVersionFields;
  if (version.platform === 'android' && version.useApnsDevelopmentEnvironment) throw invalidField(names.useApnsDevelopmentEnvironment, 'not_of_platform', 'Only a version for ios has an APNs environment.');
  if (!version.pushConfiguration) return;
  const configuration = await em.findOne(PushConfiguration, { id: version.pushConfiguration }, { fields: ['platform'] });
  if (!configuration) throw invalidField(names.pushConfiguration, 'unknown', 'There is no push messaging configuration with this id.');
  if (configuration.platform !== version.platform) throw invalidField(names.pushConfiguration, 'other_platform', `The push messaging configuration is for ${configuration.platform}.`);
  if (version.platform === 'ios' && !version.bundleIdentifier) throw invalidField(names.bundleIdentifier, 'missing', 'APNs needs the bundle identifier of the app.');
}
