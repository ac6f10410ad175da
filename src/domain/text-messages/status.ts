/** What a provider can say has become of a text message, in the order in which it happens; the last three are final. */
export const deliveryStatuses = ['queued', 'sent', 'delivered', 'undelivered', 'failed'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

const rank: Record<DeliveryStatus, number> = { queued: 0, sent: 1, delivered: 2, undelivered: 2, failed: 2 };

/** The statuses that a report of `status` may overwrite: reports overtake each other, and what is final stays. */
export function statusesBefore(status: DeliveryStatus): DeliveryStatus[] {
  return deliveryStatuses.filter((other) => rank[other] < rank[status]);
}
