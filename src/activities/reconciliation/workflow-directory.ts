/** The state of the newest run of a workflow. */
export type WorkflowLook =
  | { state: 'open' }
  /** `result` is undefined when the workflow did not complete, or the result was not encrypted with the keyring. */
  | { state: 'closed'; closedAt: number; result: unknown }
  /** Never started, or deleted by retention. */
  | { state: 'unknown' };

export interface ListedWorkflow {
  id: string;
  type: string;
  /** Epoch milliseconds. */
  startedAt: number;
}

/** Looks workflows up in the engine. The two lists lag behind; `look` does not. */
export interface WorkflowDirectory {
  /** The workflows of these ids that seem to be open. */
  findOpen(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Workflows of this installation that seem to be open, of these types, started before a time, newest first.
   * @param before epoch milliseconds.
   */
  listOpen(types: readonly string[], before: number, most: number): Promise<ListedWorkflow[]>;
  look(id: string): Promise<WorkflowLook>;
  /** The updates that the newest run of a workflow accepted, newest first, as they were sent. */
  readUpdates(id: string): Promise<{ update: string; said: unknown }[]>;
  /** Terminates a workflow whose row is missing. */
  terminate(id: string, reason: string): Promise<void>;
}
