import { mountPage } from '../../design/mount-page.tsx';
import { ShopApp } from './shop-app.tsx';

mountPage(<ShopApp />);
