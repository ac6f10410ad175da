import { Group, Text } from '@mantine/core';

/** The logo of Northwind: three streams of wind in a rounded square. Decorative; the name is next to it. */
export function BrandMark({ size = 34 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 34 34" fill="none" aria-hidden="true">
      <rect width="34" height="34" rx="10" fill="var(--mantine-color-northwind-8)" />
      <g stroke="#fff" strokeWidth="2.4" strokeLinecap="round">
        <path d="M7 13h12.2a3.4 3.4 0 1 0-3.2-4.6" />
        <path d="M7 18h17" opacity=".72" />
        <path d="M7 23h10.6a3 3 0 1 1-2.8 4" />
      </g>
    </svg>
  );
}

/** Logo and name. */
export function BrandName({ product }: { product: 'Energy' | 'ID' | 'Club' }) {
  return (
    <Group gap={10} wrap="nowrap" flex="none">
      <BrandMark />
      <Text style={{ whiteSpace: 'nowrap' }} fw={650} size="lg" lh={1} component="span">
        Northwind{' '}
        <Text span inherit c="var(--northwind-accent)">
          {product}
        </Text>
      </Text>
    </Group>
  );
}
