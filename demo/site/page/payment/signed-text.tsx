import { Code, Group, Stack, Text } from '@mantine/core';
import { IconRosetteDiscountCheck, IconAlertTriangle } from '@tabler/icons-react';
import type { SignedApproval } from '../../contract.ts';
import classes from './signed-text.module.css';

/** The text that the phone showed and signed, and the result of the shop's own verification. */
export function SignedText({ approval, phone }: { approval: SignedApproval; phone?: string }) {
  const { message, secure_message: secureMessage, signing_data: signingData, context } = approval.displayed;
  return (
    <section className={classes.paper} aria-label="What was signed">
      <Group gap={8} wrap="nowrap" className={approval.verified ? classes.verified : classes.broken}>
        {approval.verified ? (
          <IconRosetteDiscountCheck size={22} aria-hidden="true" />
        ) : (
          <IconAlertTriangle size={22} aria-hidden="true" />
        )}
        <Text fw={600}>{approval.verified ? 'Signature verified' : 'Signature not verified'}</Text>
      </Group>
      {approval.problem && <Text size="sm">{approval.problem}</Text>}
      <Stack gap={6} className={classes.text}>
        {message && <Text fw={600}>{message}</Text>}
        {secureMessage && <Text size="sm">{secureMessage}</Text>}
        {signingData && <Code block>{signingData}</Code>}
        {context !== undefined && context !== null && <Text size="sm">{formatContext(context)}</Text>}
      </Stack>
      <Text size="xs" c="dimmed">
        Shown on and signed by the key inside {phone ? `“${phone}”` : 'the phone'} ({approval.algorithm ?? 'unknown'}),
        checked by the shop.
      </Text>
      <details className={classes.raw}>
        <summary>The signature itself</summary>
        <Code block className={classes.jws}>
          {approval.jws}
        </Code>
      </details>
    </section>
  );
}

function formatContext(context: unknown): string {
  if (typeof context !== 'object' || context === null) return String(context);
  return Object.values(context)
    .filter((part): part is string => typeof part === 'string')
    .join(', ');
}
