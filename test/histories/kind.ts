import type { WorkflowHandle } from '@temporalio/client';
import type { AuthenticationServer } from '../workflows/support/open-authentication.ts';

/** Plays one way in which a workflow can go, to its end. Its name becomes the workflow's id and the history's file name. */
export type Kind = (on: AuthenticationServer, name: string) => Promise<WorkflowHandle>;
