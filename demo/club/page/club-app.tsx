import { Center, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { RoofView } from '../contract.ts';
import { createClubClient, type ClubClient, type Member } from './club-client.ts';
import { RoofScreen } from './roof/roof-screen.tsx';
import { WelcomeScreen } from './welcome/welcome-screen.tsx';

/** What the page knows once it has looked who is there. */
type Arrival =
  | { kind: 'visitor'; client: ClubClient | undefined; problem: boolean }
  | { kind: 'member'; client: ClubClient; member: Member; roof: RoofView; problem: boolean };

/** A code is good once: React's double rendering in development must not redeem it twice. */
let arriving: Promise<Arrival | undefined> | undefined;

/** The club: a welcome for visitors, the shared roof for members. */
export function ClubApp() {
  const [arrival, setArrival] = useState<Arrival>();
  useEffect(() => {
    arriving ??= arrive();
    void arriving.then(setArrival);
  }, []);
  if (!arrival)
    return (
      <Center component="main" mih="100vh">
        <Loader aria-label="Looking who is there" />
      </Center>
    );
  if (arrival.kind === 'visitor') return <WelcomeScreen {...arrival} />;
  return <RoofScreen {...arrival} />;
}

/** @returns undefined while the browser is on its way elsewhere. */
async function arrive(): Promise<Arrival | undefined> {
  let client: ClubClient | undefined;
  try {
    client = await createClubClient();
    if (await client.comeBack()) return undefined;
    const arrived = await client.arrive();
    if (!arrived) return { kind: 'visitor', client, problem: false };
    return await begin(client, arrived.member, arrived.intent === 'reserve');
  } catch (error) {
    console.warn('Northwind Club: the visitor is not signed in:', error);
    return { kind: 'visitor', client, problem: true };
  }
}

/** What was begun before the sign-in goes on. */
async function begin(client: ClubClient, member: Member, reserve: boolean): Promise<Arrival> {
  const result = reserve ? await member.reserve() : await member.roof();
  const isRefused = 'needs' in result;
  return { kind: 'member', client, member, roof: isRefused ? await member.roof() : result, problem: isRefused };
}
