import { Avatar } from '@mantine/core';

/** The first letter of an account in a circle. Decorative: the name is next to it. */
export function AccountBadge({ userId, size = 34 }: { userId: string; size?: number }) {
  return (
    <Avatar name={userId} color="northwind" size={size} radius="xl" aria-hidden="true">
      {userId.slice(0, 1).toUpperCase()}
    </Avatar>
  );
}
