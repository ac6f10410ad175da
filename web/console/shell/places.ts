import { IconActivity, IconArrowsExchange, IconLayoutDashboard, IconUsers } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useMay, type Access } from '../api/session.ts';
import type { TextKey } from '../language/language.ts';

/** A page of the navigation. */
export interface Place {
  to: '/overview' | '/users' | '/activity' | '/transactions';
  name: TextKey;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  needs: Access;
}

const places: readonly Place[] = [
  { to: '/overview', name: 'place.overview', icon: IconLayoutDashboard, needs: 'transactions.read' },
  { to: '/users', name: 'place.users', icon: IconUsers, needs: 'users.read' },
  { to: '/activity', name: 'place.activity', icon: IconActivity, needs: 'events.read' },
  { to: '/transactions', name: 'place.transactions', icon: IconArrowsExchange, needs: 'transactions.read' },
];

/** The pages that the operator may see. */
export function usePlaces(): readonly Place[] {
  const may = useMay();
  return places.filter(({ needs }) => may(needs));
}
