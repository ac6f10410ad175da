import type { ComponentType } from 'react';
import { ServerKeyRotation, VersionCopies } from './application-parts.tsx';
import { ChannelTest } from './channel-test.tsx';
import { ClientCheck, ClientSecrets } from './client-parts.tsx';
import type { ExtraProps } from './extra-props.ts';
import { FallbackPicture } from './fallback-picture.tsx';
import { PolicySimulation } from './policy-simulation.tsx';
import { ProviderTest } from './provider-test.tsx';
import { RedirectPreview } from './redirect-preview.tsx';
import { TypeMessages } from './type-messages.tsx';
import { VersionLists } from './version-lists.tsx';

/** What some resources have beside their form. */
const extras: Partial<Record<string, readonly ComponentType<ExtraProps>[]>> = {
  applications: [VersionLists, ServerKeyRotation],
  'application-versions': [VersionCopies],
  'mobile-authentication-types': [FallbackPicture, TypeMessages],
  clients: [ClientSecrets, ClientCheck],
  'sms-gateway': [ChannelTest],
  'smtp-server': [ChannelTest],
  'push-messaging-configurations': [ChannelTest],
  'callback-endpoints': [ChannelTest],
  'identity-providers': [ProviderTest],
  'authentication-policies': [PolicySimulation],
  'action-token-settings': [RedirectPreview],
};

export function ExtraParts(props: ExtraProps) {
  return extras[props.subject.resource.id]?.map((Extra, index) => <Extra key={index} {...props} />);
}
