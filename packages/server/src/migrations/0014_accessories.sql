-- Accessories (配件) that instruments share: a resource of the same id (occupancy), as many lanes as there are pieces.
CREATE TABLE accessories (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  facility_id uuid NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  capacity integer NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'down', 'retired')),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, id) REFERENCES resources (valley_id, id),
  FOREIGN KEY (valley_id, facility_id) REFERENCES facilities (valley_id, id)
);
CREATE INDEX accessories_facility ON accessories (valley_id, facility_id);

-- Where it fits. A required one is taken with every booking of the instrument; others are chosen.
CREATE TABLE instrument_accessories (
  valley_id uuid NOT NULL,
  instrument_id uuid NOT NULL,
  accessory_id uuid NOT NULL,
  required boolean NOT NULL,
  -- The item of the instrument's price book that its use is charged as; null: free of charge.
  item_code text,
  PRIMARY KEY (valley_id, instrument_id, accessory_id),
  FOREIGN KEY (valley_id, instrument_id) REFERENCES instruments (valley_id, id),
  FOREIGN KEY (valley_id, accessory_id) REFERENCES accessories (valley_id, id)
);
CREATE INDEX instrument_accessories_accessory ON instrument_accessories (valley_id, accessory_id);

-- An accessory is out of service as an instrument is: `instrument_id` names a resource of either kind.
ALTER TABLE outages DROP CONSTRAINT outages_valley_id_instrument_id_fkey;
ALTER TABLE outages ADD CONSTRAINT outages_resource_fkey FOREIGN KEY (valley_id, instrument_id) REFERENCES resources (valley_id, id);
