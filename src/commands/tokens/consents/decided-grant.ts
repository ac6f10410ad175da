/** What of a grant a decision changes, as the authorization server keeps it: lists of names, separated by spaces. */
interface GrantedScopes {
  openid?: { scope?: string; claims?: string[] };
  /** Scopes by protected resource. */
  resources?: Record<string, string>;
}

type Decided = { resource: string | null; name: string; granted: boolean };

/**
 * A grant after a decision of its person. What was not decided, such as a scope that needs no consent, stays.
 * @param payload of the grant; it is not changed.
 */
export function decidedGrant<Payload extends object>(
  payload: Payload,
  scopes: readonly Decided[],
  refusedClaims: readonly string[],
): Payload {
  const { openid, resources } = payload as GrantedScopes;
  const held = { openid: openid?.scope, resources: resources ?? {} };
  const isGranted = (granted: boolean) => scopes.filter((scope) => scope.granted === granted);
  const granted = add(remove(held, isGranted(false)), isGranted(true));
  const rejected = add({ openid: undefined, resources: {} }, isGranted(false));
  return {
    ...payload,
    openid: granted.openid === undefined ? undefined : { ...openid, scope: granted.openid },
    resources: granted.resources,
    rejected: {
      openid: { ...(rejected.openid !== undefined && { scope: rejected.openid }), claims: [...refusedClaims] },
      resources: rejected.resources,
    },
  };
}

interface Held {
  openid: string | undefined;
  resources: Readonly<Record<string, string>>;
}

function add(held: Held, scopes: readonly Decided[]): Held {
  return change(held, scopes, (names, name) => names.add(name));
}

function remove(held: Held, scopes: readonly Decided[]): Held {
  return change(held, scopes, (names, name) => names.delete(name));
}

function change(held: Held, scopes: readonly Decided[], act: (names: Set<string>, name: string) => unknown): Held {
  const of = (text: string | undefined, resource: string | null) => {
    const names = new Set(text?.split(' '));
    for (const scope of scopes) if (scope.resource === resource) act(names, scope.name);
    return [...names].join(' ') || undefined;
  };
  const identifiers = new Set([...Object.keys(held.resources), ...scopes.flatMap(({ resource }) => resource ?? [])]);
  const resources = [...identifiers].map((identifier) => [identifier, of(held.resources[identifier], identifier)]);
  return {
    openid: of(held.openid, null),
    resources: Object.fromEntries(resources.filter(([, text]) => text !== undefined)),
  };
}
