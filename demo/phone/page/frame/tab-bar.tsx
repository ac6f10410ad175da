import { IconMessage2, IconSettings, IconShieldCheck } from '@tabler/icons-react';
import classes from './tab-bar.module.css';

const tabs = [
  { tab: 'home', label: 'Home', icon: IconShieldCheck },
  { tab: 'messages', label: 'Messages', icon: IconMessage2 },
  { tab: 'settings', label: 'Settings', icon: IconSettings },
] as const;

export type Tab = (typeof tabs)[number]['tab'];

interface TabBarProps {
  tab: Tab;
  onChange: (tab: Tab) => void;
  /** Number of unread items of each tab. */
  waiting: Partial<Record<Tab, number>>;
}

/** The three tabs of the phone. */
export function TabBar({ tab: current, onChange, waiting }: TabBarProps) {
  return (
    <nav className={classes.bar} aria-label="Phone">
      {tabs.map(({ tab, label, icon: Icon }) => (
        <button
          key={tab}
          type="button"
          className={classes.tab}
          aria-current={tab === current ? 'page' : undefined}
          onClick={() => onChange(tab)}
        >
          <Icon size={24} stroke={tab === current ? 2 : 1.6} aria-hidden="true" />
          {label}
          <Badge count={waiting[tab] ?? 0} />
        </button>
      ))}
    </nav>
  );
}

function Badge({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className={classes.badge}>
      {count}
      <span className="visually-hidden"> waiting</span>
    </span>
  );
}
