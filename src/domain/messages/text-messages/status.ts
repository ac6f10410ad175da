/** Delivery states of a text message in their order; the last three are final. */
export const deliveryStatuses = ['queued', 'sent', 'delivered', 'undelivered', 'failed'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

const rank: Record<DeliveryStatus, number> = { queued: 0, sent: 1, delivered: 2, undelivered: 2, failed: 2 };

/** States that a report of `status` may overwrite: reports arrive out of order, and a final state stays. */
export function statusesBefore(status: DeliveryStatus): DeliveryStatus[] {
  return deliveryStatuses.filter((other) => rank[other] < rank[status]);
}
