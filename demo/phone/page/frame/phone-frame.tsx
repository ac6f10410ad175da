import { Text } from '@mantine/core';
import { IconFingerprint, IconKey, IconMessage2 } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { BrandName } from '../../../design/brand-mark.tsx';
import classes from './phone-frame.module.css';

const facts = [
  { icon: IconKey, text: 'Its keys are made here, and cannot be copied out.' },
  { icon: IconFingerprint, text: 'It signs exactly the text you see, nothing else.' },
  { icon: IconMessage2, text: 'Text messages for your number arrive here too.' },
];

/** The frame of a phone on a wide screen; on a narrow one the page fills the screen. */
export function PhoneFrame({ children }: { children: ReactNode }) {
  return (
    <div className={classes.stage}>
      <aside className={classes.about} aria-label="About this page">
        <BrandName product="ID" />
        <Text className={classes.title}>A phone, in a browser tab</Text>
        <Text c="dimmed">Put it beside the shop. When you pay there, the question appears here.</Text>
        <ul className={classes.facts}>
          {facts.map(({ icon: Icon, text }) => (
            <li key={text}>
              <Icon size={22} stroke={1.6} aria-hidden="true" />
              {text}
            </li>
          ))}
        </ul>
      </aside>
      <div className={classes.device}>
        <StatusBar />
        {children}
      </div>
    </div>
  );
}

function StatusBar() {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className={classes.status} aria-hidden="true">
      <span className="tabular">{now.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}</span>
      <span className={classes.island} />
      <svg width="46" height="12" viewBox="0 0 46 12" fill="currentColor">
        <rect x="0" y="7" width="3" height="5" rx="1" />
        <rect x="5" y="4.5" width="3" height="7.5" rx="1" />
        <rect x="10" y="2" width="3" height="10" rx="1" />
        <rect x="21.5" y=".5" width="21" height="11" rx="3.2" fill="none" stroke="currentColor" opacity=".5" />
        <rect x="23.5" y="2.5" width="15" height="7" rx="1.8" />
        <rect x="44" y="4" width="1.6" height="4" rx=".8" opacity=".5" />
      </svg>
    </div>
  );
}
