/** Type name of the workflow. */
export const pingDeliveryWorkflow = 'deliverPing';

/** The input of the workflow: no token, as it is stored in the history. */
export interface PingDeliveryInput {
  backchannelRequestId: string;
}

/** The workflow id of a delivery, which makes starts idempotent over all processes. */
export function pingDeliveryId(backchannelRequestId: string): string {
  return `ping/${backchannelRequestId}`;
}
