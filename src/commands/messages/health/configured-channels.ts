import type { MessageReceipt } from '../../../entities/messages/message-receipt.ts';

export type ChannelName = MessageReceipt['channel'];

/** By what a channel sends. */
export interface ConfiguredChannel {
  providers: readonly ('smtp' | 'twilio' | 'http' | 'apns' | 'fcm')[];
  /** Where the credentials in force come from. */
  source: 'configuration' | 'environment';
}

/** The channels that can send now. */
export type ConfiguredChannels = () => Promise<Partial<Record<ChannelName, ConfiguredChannel>>>;
