import { createServer } from 'node:net';
import { Client } from '@temporalio/client';
import { IllegalStateError, LoggerWithComposedMetadata } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { Environment } from '../../config/environment.ts';
import type { Logger } from '../../config/logger.ts';
import type { Keyring } from '../../security/keyring.ts';
import { createPayloadCodec } from '../../security/payload-codec.ts';
import type { ForeignPayloads } from '../../security/payload-codec.ts';
import { temporalTlsOptions } from './temporal-tls.ts';

/** The connection of a process to Temporal. It is opened on first use, and tried again after a failure. */
export interface TemporalConnection {
  connect(): Promise<{ connection: NativeConnection; client: Client }>;
  close(): Promise<void>;
}

/**
 * Encrypts payloads and failures.
 * @param foreign how payloads that are not ours are treated.
 */
export function createDataConverter(keyring: Keyring, foreign: ForeignPayloads = 'refused') {
  return {
    payloadCodecs: [createPayloadCodec(keyring, foreign)],
    failureConverterPath: new URL('../../security/encrypted-failures.ts', import.meta.url).pathname,
  };
}

/**
 * Installs the SDK's runtime: its log lines go to our log, its metrics to a loopback port.
 * @returns the URL of those metrics.
 */
export async function installTemporalRuntime(log: Logger): Promise<string> {
  const port = await freeLoopbackPort();
  const write = (level: 'debug' | 'info' | 'warn' | 'error' | 'trace') => (message: string, fields?: object) =>
    log[level]({ ...fields }, message);
  Runtime.install({
    logger: {
      log: (level, message, fields) => log[level.toLowerCase() as 'info']({ ...fields }, message),
      trace: write('trace'),
      debug: write('debug'),
      info: write('debug'),
      warn: write('warn'),
      error: write('error'),
    },
    telemetryOptions: {
      logging: { filter: 'temporalio_sdk_core=ERROR,temporalio_client=ERROR', forward: {} },
      metrics: { prometheus: { bindAddress: `127.0.0.1:${port}` } },
    },
    shutdownSignals: [],
  });
  // The SDK gathers the fields of each trace message, and keeps it for a moment, before a level is looked at: 1 ms of an approval.
  if (!log.isLevelEnabled('trace')) LoggerWithComposedMetadata.prototype.trace = () => {};
  return `http://127.0.0.1:${port}/metrics`;
}

/** Silences the SDK's log lines. A process has one runtime: where there is one already, it stays. */
export function quietTemporal(): void {
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}

export function createTemporalConnection(environment: Environment, keyring: Keyring): TemporalConnection {
  const tls = temporalTlsOptions(environment);
  let made: Promise<{ connection: NativeConnection; client: Client }> | undefined;
  const make = async () => {
    const { temporalAddress: address, temporalApiKey: apiKey } = environment;
    const connection = await NativeConnection.connect({
      address,
      tls,
      ...(apiKey ? { apiKey } : {}),
      ...(isLoopback(address) ? { grpcCompression: { codec: 'none' } } : {}),
    });
    return {
      connection,
      client: new Client({
        connection,
        namespace: environment.temporalNamespace,
        dataConverter: createDataConverter(keyring),
      }),
    };
  };
  return {
    connect: () => {
      if (!made) {
        const making = make();
        made = making;
        making.catch(() => {
          if (made === making) made = undefined;
        });
      }
      return made;
    },
    close: async () => {
      const current = await made?.catch(() => undefined);
      await current?.connection.close();
    },
  };
}

function freeLoopbackPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Between two processes of one machine, compression costs more than it saves. */
function isLoopback(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):/.test(address);
}
