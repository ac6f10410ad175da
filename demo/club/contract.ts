/** What the club's page asks its server for, without a token. */
export interface ClubConfig {
  /** Base URL of Countersign. */
  countersignUrl: string;
  clientId: string;
  /** The club's API: what tokens are for. */
  resource: string;
  shopUrl: string;
}

/** `GET /api/roof`: needs a token with the scope `roof:read`. */
export interface RoofView {
  /** Kilowatt-hours of each month, the oldest first. */
  months: { name: string; yield: number }[];
  /** What is left to share, in panels. */
  panelsLeft: number;
  /** When the member reserved their panels, ISO 8601; null: not yet. */
  reservedAt: string | null;
}

export const scopes = { read: 'roof:read', reserve: 'roof:reserve' } as const;

/** The level that a reservation needs: two factors. */
export const levelOfReservation = 'urn:countersign:acr:2';
