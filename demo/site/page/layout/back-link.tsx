import { Anchor, Group } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { linkTo } from '../route.ts';

/** Back to the account. */
export function BackLink() {
  return (
    <Anchor {...linkTo('/')} size="sm" fw={550} underline="hover" style={{ alignSelf: 'flex-start' }}>
      <Group gap={6} component="span">
        <IconArrowLeft size={16} aria-hidden="true" />
        Your account
      </Group>
    </Anchor>
  );
}
