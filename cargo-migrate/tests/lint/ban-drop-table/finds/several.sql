DROP TABLE orders, audit."Events";
