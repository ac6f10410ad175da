import type { OperationNotes } from './operation-note.ts';

/** Operations for providers, monitoring and readers of the reference. */
// prettier-ignore
export const internalOperations: OperationNotes = {
  'post /providers/twilio/status': ["Takes Twilio's report on a text message. The report is signed with the auth token of the account.", 'not_found'],
  'post /providers/sms-gateway/status': ['Takes the report of the HTTP gateway on a text message, signed as Standard Webhooks has it.', 'not_found'],
  'get /health/live': ['Answers while the process runs.'],
  'get /health/ready': ['Tells whether PostgreSQL and Temporal answer and the clock is right. 503: at least one is not as it has to be.'],
  'get /openapi.json': ['The document that this page is made from.'],
  'get /docs': ['This page.'],
  'get /docs/{version}/{file}': ['A script of this page. Its address changes with its content.', 'not_found'],
};
