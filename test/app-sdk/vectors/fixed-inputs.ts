/** Inputs of the vectors: keys and ids for tests only, chosen once. */

export const ORIGIN = 'https://id.example.com';

/** The time of the example. */
export const NOW = new Date('2026-03-02T10:15:30Z');
/** The time at which its PGP keys were made. */
export const CREATED_AT = new Date('2026-03-01T09:00:00Z');

export const DEVICE_PRIVATE_JWK = {
  kty: 'EC',
  crv: 'P-256',
  x: 'CRcR2J8sT3e77g04G0ptiEpycPY7TG6hkqJfTO8wlmE',
  y: '5LuXGRZRtp87UdeKGx8biNBUhzslFXh8_rnrSGznrsI',
  d: '0l7RHFlax0br5_7vFS39j48r32fF5eU-yMty8Um4R_Y',
} as const;

export const ACCESS_TOKEN = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU';
export const PROFILE_ID = '0b6cf9a2-6a54-4b8f-9d0e-8d0a7d9f4c11';
export const TRANSACTION_ID = '7c1f2f9e-52a3-4c0a-8d43-5b0f5c3e9a27';
export const SERVER_USER_ID = 'countersign';

/** What the server sends about the transaction, with characters that canonicalisation and encodings must keep. */
export const FETCHED = {
  transaction_id: TRANSACTION_ID,
  type: 'payment_with_push',
  method: 'PUSH',
  message: 'Pay € 84.20 to Northwind Energy?',
  secure_message: 'Invoice 2026-0314, “March”\nto NL91 ABNA 0417 1643 00',
  signing_data: '{"amount":"84.20","currency":"EUR","creditor":"NL91ABNA0417164300"}',
  context: { device: 'Linux Firefox', location: 'NL, Utrecht' },
  verification_code_required: false,
  expires_at: '2026-03-02T10:17:30.000Z',
  attempts_left: null,
  challenge: 'S7JhBU2_bAAkPMWPJvMV5-pBschHxa6BwCs5HofXSWE',
};

/** A request for an address that signs a browser in, and its answer. */
export const APP_TO_WEB = {
  message_id: '7f0d1d3c-52f5-4a5c-9d0e-6c1a9a7d6c11',
  target_url: 'https://shop.example/account?tab=orders',
  answer: {
    url: 'https://id.example.com/token/?token=9rVZ7cQm2XyT0uYk1JpW8aLxB5sDfGhN3eRvCoIqMwE',
    expires_at: '2026-03-02T10:16:30.000Z',
  },
};

export const PIN = '48213';
export const PIN_SALT = 'zSglp09epp_HH5pjhFskEteHJfGtHq28Lvbp_T-k14M';

export const FINGERPRINT_PRIVATE_JWK = {
  kty: 'EC',
  crv: 'P-256',
  x: 'Ig56PKiM6ZMH9jm3Eo-lQWBzEjFQyIw0g8Mm09tR1pk',
  y: 'lELkLCLozasRBVO_dfoCoQQ-alRg-23T1_p33zPwC-4',
  d: '7CMDjvsXrpjBuTRT22riUNNZZ5BAiO-VgF8QFlFKJYc',
} as const;

/** A custom authenticator. */
export const CUSTOM_NAME = 'voice';
export const CUSTOM_PRIVATE_JWK = {
  kty: 'EC',
  crv: 'P-256',
  x: 'uAnoMx8BliAdpNF0JmEvNSKPqFdMNfRKTHbyjuvp2mU',
  y: 'bfNKTvCJNU1gAd4ujgFhwE9JEi5Rp2kN_HW8JzTT4vY',
  d: 'JsfhsoFuFd3TxNH7Cg249gMbJaWfYnn-gXZ3McL6Fcw',
} as const;

export const CLIENT_ID = '2f6b1d0e-93c4-4a57-8b1e-c5d4e3f2a190';
export const ENROLLMENT_CODE = 'KX4QN-7WRTM-PH3FV-C9JYD-6GBE8';
export const REFRESH_TOKEN = 'JuFHQQlqfuRUB4iIeBsEL3frYziuJdnCMnUi_Z0EgP8';
export const DPOP_NONCE = 'OJr9YZpA2vNP9kRHoGpEoETBFJF9NQKYjGUVXq_a7H0';
export const SET_MESSAGE_ID = '8a9dc52f-fd6a-466a-804a-a83c430edf61';
export const DROP_MESSAGE_ID = '1f9c9e34-34be-42f3-8fdf-9ec05bd8367d';
