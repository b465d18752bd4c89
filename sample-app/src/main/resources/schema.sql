create table if not exists approval (
  submission varchar(200) not null,
  report varchar(200) not null,
  total decimal(19, 2) not null,
  approved boolean not null,
  decided_by varchar(200) not null
);
