/** Type name of the workflow. */
export const logoutDeliveryWorkflow = 'deliverLogout';

/** The input of the workflow: neither user nor session, as it is stored in the history. */
export interface LogoutDeliveryInput {
  deliveryId: string;
}

/** The workflow id of a delivery, which makes starts idempotent over all processes. */
export function logoutDeliveryId(deliveryId: string): string {
  return `logout/${deliveryId}`;
}
