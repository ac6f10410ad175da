import { Anchor, Avatar, Box, Button, Container, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { BrandName } from '../../../design/brand-mark.tsx';
import type { CustomerView } from '../../contract.ts';
import { linkTo } from '../route.ts';
import classes from './shop-shell.module.css';

interface ShopShellProps {
  customer: CustomerView;
  onSignOut: () => void;
  children: ReactNode;
}

/** Header, content and footer of every screen behind the sign-in. */
export function ShopShell({ customer, onSignOut, children }: ShopShellProps) {
  return (
    <Box className={classes.shell}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <header className={classes.header}>
        <Container size="lg">
          <Group justify="space-between" h={68} wrap="nowrap">
            <Anchor {...linkTo('/')} underline="never" c="inherit" aria-label="Northwind Energy, your account">
              <BrandName product="Energy" />
            </Anchor>
            <Group gap="sm" wrap="nowrap">
              <Avatar name={customer.name} color="northwind" size={34} radius="xl" aria-hidden="true" />
              <Text size="sm" fw={550} visibleFrom="xs">
                {customer.name}
              </Text>
              <Button variant="subtle" size="compact-sm" onClick={onSignOut}>
                Sign out
              </Button>
            </Group>
          </Group>
        </Container>
      </header>
      <Container size="lg" component="main" id="content" className={classes.content}>
        {children}
      </Container>
      <footer className={classes.footer}>
        <Container size="lg">
          <Text size="xs" c="dimmed">
            Northwind Energy is imaginary: the demonstration shop of Countersign. No money moves.
          </Text>
        </Container>
      </footer>
    </Box>
  );
}
