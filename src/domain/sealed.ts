/** Seal of a workflow update. */
export type Sealed<Content> = Content & {
  /** The workflow that the update is for, which is the id of its transaction or enrolment: no other workflow takes it. */
  workflowId: string;
  /** MAC of the API over the update's name and all of its content. The activity that records the decision verifies it. */
  seal: string;
};
