import { isIPv4 } from 'node:net';

/** A network and the data about it. */
export interface Network {
  /** `192.0.2.0/24` or `2001:db8::/32`, with IPv6 in eight groups or with `::` at the end. */
  cidr: string;
  data: Value;
}

export type Value = string | number | readonly Value[] | { readonly [key: string]: Value };

type Node = [Branch, Branch];
type Branch = Node | { offset: number } | undefined;

const emptyBytes = 16;
const marker = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from('MaxMind.com')]);

/**
 * Writes a small MaxMind database.
 * @see https://maxmind.github.io/MaxMind-DB/
 */
export function writeMmdb(networks: readonly Network[]): Buffer {
  const root: Node = [undefined, undefined];
  const data: Buffer[] = [];
  let size = 0;
  for (const { cidr, data: value } of networks) {
    const encoded = encode(value);
    insert(root, bitsOf(cidr), { offset: size });
    data.push(encoded);
    size += encoded.length;
  }
  const nodes: Node[] = [];
  number(root, nodes);
  const tree = Buffer.concat(nodes.flatMap((node) => node.map((branch) => record(branch, nodes))));
  const metadata = encode({
    node_count: nodes.length,
    record_size: 24,
    ip_version: 6,
    database_type: 'Countersign-Test-City',
    languages: ['en'],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    description: { en: 'places of a test' },
  });
  return Buffer.concat([tree, Buffer.alloc(emptyBytes), ...data, marker, metadata]);
}

function insert(root: Node, bits: readonly number[], leaf: { offset: number }): void {
  let node = root;
  bits.forEach((bit, index) => {
    if (index === bits.length - 1) node[bit] = leaf;
    else {
      // The data of the whole network stays for the rest of the network.
      const next: Node = Array.isArray(node[bit]) ? node[bit] : [node[bit], node[bit]];
      node[bit] = next;
      node = next;
    }
  });
}

function number(node: Node, nodes: Node[]): void {
  nodes.push(node);
  for (const branch of node) if (Array.isArray(branch)) number(branch, nodes);
}

function record(branch: Branch, nodes: readonly Node[]): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntBE(recordValue(branch, nodes), 0, 3);
  return bytes;
}

function recordValue(branch: Branch, nodes: readonly Node[]): number {
  if (branch === undefined) return nodes.length;
  return Array.isArray(branch) ? nodes.indexOf(branch) : nodes.length + emptyBytes + branch.offset;
}

/** IPv4 is in ::/96. */
function bitsOf(cidr: string): number[] {
  const [address = '', prefix] = cidr.split('/');
  const isV4 = isIPv4(address);
  const groups = isV4 ? [] : (address.split('::')[0] as string).split(':').map((group) => Number.parseInt(group, 16));
  const bytes = isV4
    ? [...Array<number>(12).fill(0), ...address.split('.').map(Number)]
    : [...groups.flatMap((group) => [group >> 8, group & 255]), ...Array<number>(16).fill(0)];
  const bits = bytes.slice(0, 16).flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((shift) => (byte >> shift) & 1));
  return bits.slice(0, Number(prefix) + (isV4 ? 96 : 0));
}

const types = { string: 2, map: 7, uint32: 6, array: 11 } as const;

function encode(value: Value): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([control(types.string, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(types.uint32, 4), bytes]);
  }
  if (Array.isArray(value))
    return Buffer.concat([control(types.array, value.length), ...(value as Value[]).map(encode)]);
  const entries = Object.entries(value as Record<string, Value>);
  return Buffer.concat([
    control(types.map, entries.length),
    ...entries.flatMap(([key, inner]) => [encode(key), encode(inner)]),
  ]);
}

function control(type: number, size: number): Buffer {
  const [low, more] = size < 29 ? [size, []] : [29, [size - 29]];
  return Buffer.from(type <= 7 ? [(type << 5) | low, ...more] : [low, type - 7, ...more]);
}
