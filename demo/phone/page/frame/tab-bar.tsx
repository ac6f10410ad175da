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
  /** Questions that wait, shown at Home. */
  waiting: number;
}

/** The three places of the phone. */
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
          {tab === 'home' && waiting > 0 && (
            <span className={classes.badge}>
              {waiting}
              <span className="visually-hidden"> waiting</span>
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
