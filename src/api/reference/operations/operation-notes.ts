import { adminOperations } from './admin-operations.ts';
import { appOperations } from './app-operations.ts';
import { authenticationOperations } from './authentication-operations.ts';
import { configurationOperations } from './configuration-operations.ts';
import { endUserOperations } from './end-user-operations.ts';
import { internalOperations } from './internal-operations.ts';
import type { OperationNote, OperationNotes } from './operation-note.ts';
import { personOperations } from './person-operations.ts';
import { selfServiceOperations } from './self-service-operations.ts';
import { websiteOperations } from './website-operations.ts';

const notes: OperationNotes = {
  ...websiteOperations,
  ...endUserOperations,
  ...appOperations,
  ...personOperations,
  ...authenticationOperations,
  ...selfServiceOperations,
  ...adminOperations,
  ...configurationOperations,
  ...internalOperations,
};

/**
 * The note on an operation. Version 4 of the website API is never unsupported.
 * @throws Error for an operation without a note.
 */
export function noteOf(method: string, path: string): OperationNote {
  const key = `${method} ${path.replace(/^\/oauth\/api\/v\d+/, '')}`;
  const note = notes[key];
  if (!note) throw new Error(`The reference has no note on ${key}`);
  const [description, ...refuses] = note;
  const isNewest = path.startsWith('/oauth/api/v4/');
  return [description, ...refuses.filter((code) => !(isNewest && code === 'api_version_unsupported'))];
}
