from faker import Faker
Faker.seed(42); f = Faker(); print(f.name(), f.address(), f.email(), f.date(), f.text(50)); f = Faker('de_DE'); print(f.name())
