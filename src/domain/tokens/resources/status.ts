/** `opaque`: the resource server asks for each token; `jwt`: it reads the token itself (RFC 9068). */
export const tokenFormats = ['opaque', 'jwt'] as const;
export type TokenFormat = (typeof tokenFormats)[number];

/** What the tokens of a resource are bound to: nothing, a key that their holder proves (RFC 9449), or their certificate (RFC 8705). */
export const tokenBindings = ['none', 'dpop', 'mtls'] as const;
